export const AlertDetailPage = () => null;
