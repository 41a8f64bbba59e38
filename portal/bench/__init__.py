"""What has a promised figure, measured: one module a bench, with a made-up diary under it."""
