export const OperatorPage = () => null;
