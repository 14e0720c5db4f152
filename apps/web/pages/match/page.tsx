export const MatchPage = () => null;
