// The texts of one language, as the form documents have them: an object from i18n key to text.

// JSON Forms asks with no default where it only wants to know whether there is a text.
export function translator(texts) {
  return (key, fallback) => (Object.hasOwn(texts, key) ? texts[key] : fallback);
}
