/** A string as JSON has it, or a number. Outside strings a number in valid JSON is just that. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * JSON with every number kept as the text that spells it: 0.1 is read as '0.1', one tenth, where `JSON.parse` makes a double of
 * it. @throws SyntaxError for what is no JSON.
 */
export function parseJsonExactly(text: string): unknown {
  JSON.parse(text)
  return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)))
}
