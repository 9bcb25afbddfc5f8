// The sample brief that the form can fill itself with: examples/briefs/thermos.yaml, shortened.
export const sample = {
  zh: { name: "316 不锈钢保温杯", brand: "北叶 NORDLEAF", category: "家居 > 水杯", price: "129.00", sale_price: "99.00", currency: "CNY", points: "12 小时长效保温\n316 不锈钢内胆\n提环杯盖，单手就能拎",
    description: "拉丝不锈钢杯身，松石绿提环杯盖。", audience: "通勤的上班族", aspects: "9:16", platforms: "douyin", language: "zh", seconds: "20" },
  en: { name: "316 Stainless Steel Bottle", brand: "NORDLEAF", category: "Home > Drinkware", price: "129.00", sale_price: "99.00", currency: "USD",
    points: "Keeps drinks hot for 12 hours\n316 stainless steel inside\nOne-hand carry loop on the lid", description: "Brushed steel body, teal lid with a carry loop.", audience: "commuters", aspects: "9:16",
    platforms: "tiktok", language: "en", seconds: "20" },
};
