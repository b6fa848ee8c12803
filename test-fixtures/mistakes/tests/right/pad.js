exports.pad = (text, width) => {
  return text.padStart(width);
};
