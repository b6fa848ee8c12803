/** WCAG 2 contrast of each element's text against what lies behind it. Runs inside of the page: nothing from outside of it. */
export function contrastsOf(elements: readonly Element[]): { text: string; contrast: number }[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (canvas === null) throw new Error('no canvas');
  const luminance = (layers: readonly string[]) => {
    for (const color of ['#fff', ...layers]) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return elements.map((element) => {
    const layers: string[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      layers.unshift(getComputedStyle(at).backgroundColor);
    }
    const behind = luminance(layers);
    const text = luminance([...layers, getComputedStyle(element).color]);
    const contrast = (Math.max(behind, text) + 0.05) / (Math.min(behind, text) + 0.05);
    return { text: (element.textContent ?? '').slice(0, 30), contrast };
  });
}
