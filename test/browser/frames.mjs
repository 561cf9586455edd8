// How long the page's frames take while `action` goes on: { count, worst, p95, over50 }, in ms.
export async function frames(page, action) {
  await page.evaluate(() => {
    const times = [];
    let last = performance.now();
    const next = (now) => {
      times.push(now - last);
      last = now;
      if (globalThis.frames_wanted) requestAnimationFrame(next);
    };
    globalThis.frames_wanted = true;
    globalThis.frame_times = times;
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(next);
    });
  });
  await action();
  const times = await page.evaluate(() => {
    globalThis.frames_wanted = false;
    return globalThis.frame_times;
  });
  const order = [...times].sort((a, b) => a - b);
  const round = (value) => Math.round((value ?? 0) * 10) / 10;
  return {
    count: times.length,
    median: round(order[Math.floor(order.length / 2)]),
    p95: round(order[Math.floor(order.length * 0.95)]),
    worst: round(order[order.length - 1]),
    over50: times.filter((time) => time > 50).length,
  };
}
