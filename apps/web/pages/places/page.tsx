export const PlacesPage = () => null;
