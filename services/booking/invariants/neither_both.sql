-- I2 换班的不会两个班都占 of an exchange nobody keeps both
SELECT e.child_id, e.id, e.replaces FROM enrollment e JOIN enrollment r ON r.id = e.replaces WHERE e.state = 'confirmed' AND live(r.state)
