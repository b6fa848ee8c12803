exports.pad = (text, width) => {
  return text.padStart(width).slice(0, width);
};
