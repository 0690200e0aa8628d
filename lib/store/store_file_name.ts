/** Name of the store file in the data folder. */
export const STORE_FILE = "crypto_data_binance.json";
