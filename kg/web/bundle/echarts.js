// Only the charts that the site draws, on canvas, with the parts that make them readable for screen readers.
import { BarChart, CustomChart, LineChart, SankeyChart, ScatterChart, TreeChart } from "echarts/charts";
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CustomChart, LineChart, SankeyChart, ScatterChart, TreeChart]);
use([AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

export { init };
