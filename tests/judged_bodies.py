"""Disclosures whose names do not say which bodies and areas they mean: 市水利局 of a page without an area, a district whose name two share."""

from __future__ import annotations

from affiliated_units import disclosure

WATER_BUREAU, LOCAL = "靖江市水利局", "市水利局"
FINANCE, CHAOYANG = "北京市朝阳区财政局", "朝阳区财政局"
FILES = {
    "whole": disclosure(f"{WATER_BUREAU}2024年", ("圩堤加固", WATER_BUREAU, 30)),
    "short": disclosure("2024年", ("泵站维修", LOCAL, 50)),
    "capital": disclosure(f"{FINANCE}2024年", ("票据印制", FINANCE, 11)),
    "shared": disclosure(f"{CHAOYANG}2024年", ("国库集中支付", CHAOYANG, 13)),
}
