// Draws the figure of a page on a canvas; its data come from the page, all texts are drawn as they are.
"use strict";
(() => {
  const place = document.getElementById("chart");
  const figure = JSON.parse(document.getElementById("figure").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const told = place.getAttribute("aria-label");
  let chart = null, links = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const COLOURS = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5"];
  // The drawing library reads {name|text} as a style; a joiner without width keeps such a text as it is.
  const plain = (text) => String(text ?? "").replace(/\{(?=\w+\|)/g, "{\u2060");
  const cut = (text, most) => { const all = [...plain(text)]; return all.length > most ? `${all.slice(0, most - 1).join("")}…` : all.join(""); };

  const look = (printing) => printing
    ? { ink: "#1b1f24", paper: "#ffffff", dim: "#57606a", line: "#c9d1d9", colours: ["#0b5394", "#b45309", "#2f6f4f", "#8e3a80", "#57606a"] }
    : { ink: colour("ink"), paper: colour("paper"), dim: colour("dim"), line: colour("line"), colours: COLOURS.map(colour) };

  const draws = {
    sankey(is, width) {
      // The names of projects and units share the space between their columns.
      const most = Math.max(4, Math.floor((width / 2 - 30) / 2 / 13));
      links = figure.nodes.map((node) => node.href);
      const inColumn = [0, 1, 2].map((column) => figure.nodes.filter((node) => node.column === column).length);
      return {
        height: Math.max(320, Math.max(...inColumn) * 34 + 40),
        tooltip: { formatter: ({ dataType, data }) => dataType === "edge"
          ? `${plain(figure.nodes[data.source].name)} → ${plain(figure.nodes[data.target].name)}\n${data.shown}`
          : `${plain(data.label_text)}\n${data.shown}` },
        series: [{
          type: "sankey", left: 8, right: 8, top: 10, bottom: 10, nodeWidth: 14, nodeGap: 16, draggable: false,
          emphasis: { focus: "adjacency" }, lineStyle: { color: "source", opacity: 0.35 },
          levels: [0, 1, 2].map((depth) => ({ depth, label: { position: depth === 2 ? "left" : "right" } })),
          label: { color: is.ink, fontSize: 13, textBorderColor: is.paper, textBorderWidth: 3, formatter: ({ data }) => cut(data.label_text, most) },
          data: figure.nodes.map((node, i) => ({
            id: String(i), name: String(i), depth: node.column, label_text: node.name, shown: node.shown, link: i,
            itemStyle: { color: node.plain ? is.dim : is.colours[node.column === 0 ? i % 4 : node.column + 1], borderWidth: 0 },
          })),
          links: figure.links.map((link) => ({ ...link, source: String(link.source), target: String(link.target) })),
        }],
      };
    },
    bars(is) {
      return {
        height: 420,
        legend: { top: 0, textStyle: { color: is.ink }, inactiveColor: is.dim },
        grid: { left: 8, right: 12, top: 48, bottom: 8, containLabel: true },
        tooltip: {
          trigger: "axis", axisPointer: { type: "shadow" },
          formatter: (bars) => [bars[0].name, ...bars.filter((bar) => bar.value).map((bar) => `${plain(bar.seriesName)} ${bar.value.toLocaleString("en")}`)].join("\n"),
        },
        xAxis: { type: "category", data: figure.categories, axisLabel: { color: is.ink, hideOverlap: true }, axisLine: { lineStyle: { color: is.dim } }, axisTick: { alignWithLabel: true } },
        yAxis: { type: "value", name: figure.axis, nameTextStyle: { color: is.ink, align: "left" }, minInterval: 1, axisLabel: { color: is.ink }, splitLine: { lineStyle: { color: is.line } } },
        series: figure.series.map((one, i) => ({
          type: "bar", name: one.name, data: one.values, stack: figure.stacked ? "all" : undefined, barMaxWidth: 60,
          itemStyle: { color: is.colours[i], borderColor: is.paper, borderWidth: 1 },
        })),
      };
    },
    spans(is, width) {
      const most = Math.max(6, Math.floor(width * 0.32 / 12.5));
      const day = (text) => (text ? Date.parse(text) : null);
      const known = figure.bars.flatMap((bar) => [bar.from, bar.dated, bar.to]).filter(Boolean).map(day);
      const year = 365 * 864e5, first = Math.min(...known), last = Math.max(...known) + year;
      links = figure.bars.map((bar) => bar.href);
      const draw = (params, api) => {
        const bar = figure.bars[params.dataIndex];
        const x = (time) => api.coord([time, params.dataIndex])[0];
        const y = api.coord([first, params.dataIndex])[1], half = 7, children = [];
        const begins = bar.from ?? (bar.to ? bar.dated : null);
        if (begins) {
          const from = x(day(begins)), open = { type: "linear", x: 0, y: 0, x2: 1, y2: 0, colorStops: [{ offset: 0, color: is.colours[0] }, { offset: 1, color: is.paper }] };
          // What is over, nobody says when, has a beginning and no length.
          const to = bar.to ? x(day(bar.to)) : bar.ended ? from + 6 : x(last);
          children.push({ type: "rect", shape: { x: from, y: y - half, width: Math.max(2, to - from), height: 2 * half }, style: { fill: bar.to || bar.ended ? is.colours[0] : open } });
          if (bar.ended && !bar.to) children.push({ type: "line", shape: { x1: to + 3, y1: y, x2: to + 33, y2: y }, style: { stroke: is.dim, lineWidth: 2, lineDash: [4, 4] } });
        } else if (bar.to) {
          children.push({ type: "rect", shape: { x: x(day(bar.to)) - 2, y: y - half, width: 4, height: 2 * half }, style: { fill: is.colours[0] } });
        }
        if (!bar.from && bar.dated) {
          const at = x(day(bar.dated));
          children.push({ type: "polygon", shape: { points: [[at, y - half], [at + half, y], [at, y + half], [at - half, y]] }, style: { fill: is.colours[1] } });
        }
        return { type: "group", children };
      };
      return {
        height: figure.bars.length * 26 + 60,
        grid: { left: 8, right: 16, top: 8, bottom: 8, containLabel: true },
        tooltip: { formatter: ({ dataIndex }) => { const bar = figure.bars[dataIndex]; return [plain(bar.name), plain(bar.number), plain(bar.shown)].filter(Boolean).join("\n"); } },
        xAxis: { type: "time", min: first - year / 2, max: last, axisLabel: { color: is.ink, hideOverlap: true, formatter: "{yyyy}" }, minInterval: year, splitLine: { show: true, lineStyle: { color: is.line } }, axisLine: { lineStyle: { color: is.dim } } },
        yAxis: { type: "category", inverse: true, data: figure.bars.map((_, i) => i), axisTick: { show: false }, axisLine: { lineStyle: { color: is.dim } },
          axisLabel: { color: is.ink, interval: 0, formatter: (i) => cut(figure.bars[i].name, most) } },
        series: [{ type: "custom", renderItem: draw, encode: { x: [0, 1], y: 2 },
          data: figure.bars.map((bar, i) => ({ value: [day(bar.from ?? bar.dated ?? bar.to), day(bar.to) ?? last, i], link: i })) }],
      };
    },
    tree(is, width) {
      links = [];
      const narrow = width < 640;
      const deep = (node) => 1 + Math.max(0, ...node.children.map(deep));
      const wide = (node) => Math.max(1, node.children.reduce((sum, child) => sum + wide(child), 0));
      const both = figure.up && figure.down;
      const sides = [["up", "RL"], ["down", "LR"]].filter(([side]) => figure[side]);
      // Each step has its share of the width; the names stand within it.
      const steps = (both && !narrow ? deep(figure.up) + deep(figure.down) - 1 : Math.max(...sides.map(([side]) => deep(figure[side])))) || 1;
      const most = Math.max(4, Math.floor((width / steps - 18) / 12.5));
      const named = (node, root, side) => {
        const link = links.push(node.href ?? null) - 1;
        return {
          name: String(link), label_text: node.name, shown: node.shown, link,
          symbol: root ? "diamond" : node.project ? "rect" : "circle", symbolSize: root ? 14 : 9,
          itemStyle: { color: node.plain ? is.dim : is.colours[root ? 3 : node.project ? 1 : 0], borderWidth: 0 },
          ...(root && narrow ? { label: { align: side === "up" ? "right" : "left" } } : {}),
          children: node.children.map((child) => named(child, false, side)),
        };
      };
      const heights = sides.map(([side]) => Math.max(120, wide(figure[side]) * 30 + 30));
      const height = narrow ? heights.reduce((a, b) => a + b, 0) : Math.max(...heights);
      const share = both ? (deep(figure.up) - 0.5) / (deep(figure.up) + deep(figure.down) - 1) : 1;
      const middle = Math.round(width * Math.min(0.7, Math.max(0.3, share)));
      const box = (side, i) => {
        const edge = Math.min(most * 12.5 + 16, width / 2);
        if (narrow) return { left: side === "up" ? edge : 16, right: side === "up" ? 16 : edge, top: 12 + (i ? heights[0] : 0), height: heights[i] - 24 };
        if (!both) return { left: side === "up" ? edge : 20, right: side === "up" ? 20 : edge, top: 12, bottom: 12 };
        return { left: side === "up" ? edge : middle, right: side === "up" ? width - middle : edge, top: 12, bottom: 12 };
      };
      return {
        height,
        tooltip: { formatter: ({ data }) => [plain(data.label_text), plain(data.shown)].filter(Boolean).join("\n") },
        series: sides.map(([side, orient], i) => ({
          type: "tree", orient, ...box(side, i), data: [named(figure[side], true, side)], roam: false, expandAndCollapse: false, initialTreeDepth: -1,
          lineStyle: { color: is.dim, width: 1.2, curveness: 0.5 },
          label: { color: is.ink, fontSize: 12, position: "top", distance: 4, textBorderColor: is.paper, textBorderWidth: 3, formatter: ({ data }) => cut(data.label_text, most) },
          leaves: { label: { position: orient === "LR" ? "right" : "left", align: orient === "LR" ? "left" : "right" } },
        })),
      };
    },
  };

  const draw = (printing = false) => {
    const is = look(printing), width = printing ? 680 : place.clientWidth;
    const { height, tooltip, ...option } = draws[figure.kind](is, width);
    place.style.height = `${height}px`;
    if (chart) chart.dispose();
    chart = policyCharts.init(place, null, { renderer: "canvas", width, height, locale: "EN" });
    chart.setOption({
      animation: false, backgroundColor: "transparent", color: is.colours,
      textStyle: { color: is.ink, fontFamily: getComputedStyle(document.body).fontFamily },
      aria: { enabled: true, label: { description: told }, decal: { show: figure.kind === "bars" } },
      ...option,
      tooltip: { ...tooltip, renderMode: "richText", confine: true, backgroundColor: is.paper, borderColor: is.dim, borderWidth: 1,
        textStyle: { color: is.ink, fontSize: 13, width: Math.min(420, width - 40), overflow: "break" } },
    });
    chart.on("click", ({ data }) => { const href = links[data && data.link]; if (href) location.href = href; });
    place.dataset.drawn = figure.kind;
  };

  let timer = 0, width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    clearTimeout(timer);
    timer = setTimeout(draw, chart ? 150 : 0);
  }).observe(place);
  dark.addEventListener("change", () => draw());
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw());
  // For a report: what the page says above the drawing and below it goes with it.
  const framed = () => {
    const is = look(false), FINE = 2, width = chart.getWidth(), canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    const said = (selector) => document.querySelector(selector)?.firstChild.textContent.trim() ?? "";
    const font = (size, weight) => `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    const lines = (words, size, weight) => {
      pen.font = font(size, weight);
      return [...words].reduce((all, one) => { const last = all.at(-1) + one; return pen.measureText(last).width > width - 32 ? [...all, one] : [...all.slice(0, -1), last]; }, [""])
        .map((line) => [line, size, weight, size * 1.6]);
    };
    const above = [...lines(said("h1"), 18, 600), ...lines(said("#counted"), 13, 400)], below = lines(said(".hint"), 13, 400);
    const tall = (rows) => rows.reduce((sum, row) => sum + row[3], 12);
    canvas.width = width * FINE;
    canvas.height = (tall(above) + chart.getHeight() + tall(below)) * FINE;
    pen.scale(FINE, FINE);
    pen.fillStyle = is.paper;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(chart.renderToCanvas({ pixelRatio: FINE, backgroundColor: is.paper }), 0, tall(above), width, chart.getHeight());
    pen.fillStyle = is.ink;
    pen.textBaseline = "middle";
    for (const [rows, top] of [[above, 6], [below, tall(above) + chart.getHeight()]]) {
      rows.reduce((y, [words, size, weight, height]) => { pen.font = font(size, weight); pen.fillText(words, 16, y + height / 2); return y + height; }, top);
    }
    return canvas.toDataURL("image/png");
  };
  document.getElementById("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = framed();
    link.download = `${location.pathname.split("/").pop()}.png`;
    link.click();
  });
})();
