exports.pad = (text, width) => {
  return ' '.repeat(Math.max(0, width - text.length)) + text;
};
