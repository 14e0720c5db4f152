import type { TFunction } from 'i18next';
import type { PlaceOption } from '#contracts';

/** "Bryggan, plats 22"; a label that is a name by itself ("Lgh 44") needs no word before it. */
export const placeNameOf = (option: PlaceOption, t: TFunction): string =>
  /^\d/.test(option.place.label)
    ? t('match.place', { unit: option.unitName, label: option.place.label })
    : `${option.unitName}, ${option.place.label}`;
