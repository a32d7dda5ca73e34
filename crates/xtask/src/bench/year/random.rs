//! A small deterministic generator. It makes synthetic data only: here floats do no harm.

/// splitmix64: every state is reached, and equal seeds give equal years on every machine.
pub struct Random {
    state: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in [0, below).
    pub fn below(&mut self, below: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(below)) >> 64) as u64
    }

    /// Index of a weight, the weights adding up to 1.
    pub fn choice(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Normal with mean and deviation (Box and Muller).
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        mean + deviation * radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Gamma of scale 1 and a shape below 1 (Marsaglia and Tsang, with the boost for small shapes).
    pub fn gamma_below_one(&mut self, shape: f64) -> f64 {
        let d = shape + 1.0 - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal(0.0, 1.0);
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v * (1.0 - self.unit()).powf(1.0 / shape);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distributions_have_their_means() {
        let mut random = Random::new(7);
        let count = 200_000;
        let mean = |values: &mut dyn FnMut() -> f64| {
            (0..count).map(|_| values()).sum::<f64>() / f64::from(count)
        };
        assert!((mean(&mut || random.unit()) - 0.5).abs() < 0.01);
        assert!((mean(&mut || random.normal(5.2, 0.9)) - 5.2).abs() < 0.02);
        assert!((mean(&mut || random.gamma_below_one(0.7)) - 0.7).abs() < 0.02);
        assert!((mean(&mut || random.below(365) as f64) - 182.0).abs() < 1.0);
        assert!((mean(&mut || random.choice(&[0.5, 0.25, 0.25]) as f64) - 0.75).abs() < 0.01);
    }
}
