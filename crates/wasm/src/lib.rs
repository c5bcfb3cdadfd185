//! The npm package `peiyu`: conversion only, no logic.
