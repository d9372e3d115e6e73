-- Other systems hear how unions stand.

ALTER TABLE trade_union ADD COLUMN revision bigint NOT NULL DEFAULT 0;  -- of UnionChanged; 0: not told yet
CREATE INDEX trade_union_untold ON trade_union (code) WHERE revision = 0;
