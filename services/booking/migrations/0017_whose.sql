-- What is kept of a family is found by its children: for the copy that it takes along, and for whoever looks into a leak.
CREATE INDEX staff_decision_of_enrollment ON staff_decision (enrollment_id) WHERE enrollment_id IS NOT NULL;
CREATE INDEX reading_of_children ON reading USING gin (child_ids);
