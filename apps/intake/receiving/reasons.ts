// Why a message was not taken, or what was odd about it: stable codes and the words a coordinator reads. Codes never change; words may.

const words: Record<string, string> = {
  empty: 'Meddelandet är tomt.',
  'not-hl7': 'Det som kom är inte ett HL7-meddelande.',
  'msh-too-short': 'Meddelandets huvud (MSH) är för kort för att kunna läsas.',
  'bad-delimiters': 'Skiljetecknen i meddelandets huvud (MSH-1 och MSH-2) går inte att använda.',
  'no-control-id': 'Meddelandet saknar id (MSH-10).',
  'too-large': 'Meddelandet är större än vad som tas emot.',
  'frame-broken': 'Meddelandet bröts av innan det var helt.',
  'source-unknown': 'Avsändaren (MSH-3 och MSH-4) finns inte bland de källor som är anslutna.',
  'certificate-required': 'Källan är bunden till ett certifikat och tas bara emot på en krypterad förbindelse.',
  'certificate-not-mapped': 'Källan har inget certifikat i mappningsfilen och tas därför inte emot på en krypterad förbindelse.',
  'certificate-mismatch': 'Förbindelsens certifikat hör inte till den avsändare som meddelandet uppger (MSH-3 och MSH-4).',
  'type-not-served': 'Meddelandetypen tas inte emot här; bara ADT.',
  'event-not-served': 'Händelsen tas inte emot från den här källan.',
  'processing-not-served': 'Meddelandet är märkt för ett annat slags drift (MSH-11), till exempel test i stället för skarp drift.',
  'version-not-served': 'HL7-versionen (MSH-12) tas inte emot.',
  'charset-unknown': 'Teckenuppsättningen (MSH-18) är okänd.',
  'invalid-bytes': 'Meddelandet innehåller tecken som inte finns i den angivna teckenuppsättningen (MSH-18).',
  'charset-mismatch': 'Meddelandet är skrivet i UTF-8 men märkt som något annat (MSH-18).',
  'pid-missing': 'Meddelandet säger inte vem det gäller (PID saknas).',
  'person-number-missing': 'Patienten saknar identitet i meddelandet (PID-3 är tomt).',
  'too-many-numbers': 'Patienten har orimligt många identiteter i meddelandet.',
  'several-persons': 'Meddelandet gäller två olika personer.',
  'several-messages': 'Flera meddelanden har skrivits ihop till ett.',
  'person-conflict': 'Identiteterna i meddelandet hör till olika personer som redan är kända.',
  'mrg-missing': 'Meddelandet säger inte vad som ska slås ihop (MRG saknas).',
  'swap-needs-two': 'Platsbyte kräver två patienter i meddelandet.',
  'visit-number-missing': 'Vårdtillfällets nummer saknas.',
  'time-missing': 'Ingen tidpunkt anges.',
  'time-unreadable': 'En tidpunkt går inte att läsa.',
  'control-id-reused': 'Samma meddelande-id har redan använts för ett annat innehåll.',
  'not-stored': 'Meddelandet kunde inte lagras just nu. Skicka det igen.',
  'not-understood': 'Meddelandet kunde inte tolkas på grund av ett fel i Sluss. Det är sparat och driften är underrättad.',
  'batch-counts': 'Antalet i satsens slut stämmer inte med antalet meddelanden.',
  'event-unknown': 'Händelsetypen finns inte i Sluss.',
  'event-invalid': 'Händelsens innehåll stämmer inte med sin typ.',
  'event-id-reused': 'Samma händelse-id har redan använts för ett annat innehåll.',
  'patient-unresolved': 'Det går inte att avgöra vem händelsen gäller.',
};

/** `at`: place in the message, told after the words. */
export const reasonText = (code: string, at: string | null = null): string => {
  const text = words[code] ?? 'Meddelandet kunde inte användas.';
  return at === null || text.includes(at) ? text : `${text} (${at})`;
};
