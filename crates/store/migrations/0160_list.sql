-- Settlement lists (医疗保障基金结算清单) in versions, and what queries of institutions need.

-- In-patients of an institution are asked for without a person (5303).
CREATE INDEX visit_stays ON visit (institution, visit, pool) WHERE kind = 'stay';
