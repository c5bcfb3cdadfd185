//! The Python module `peiyu`: conversion only, no logic.
