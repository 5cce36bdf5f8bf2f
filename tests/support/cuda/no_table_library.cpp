// A library that is none of ours.
extern "C" __attribute__((visibility("default"))) int mst_something_else() {
    return 0;
}
