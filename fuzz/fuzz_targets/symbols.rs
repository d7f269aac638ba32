#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ilvet_fuzz::run("symbols", data));

libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    ilvet_fuzz::change("symbols", data, size, most, seed, libfuzzer_sys::fuzzer_mutate)
});
