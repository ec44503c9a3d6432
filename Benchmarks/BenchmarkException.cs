namespace Parley.Benchmarks;

/// <summary>The run says nothing: the server did not start, or a delivery was lost, doubled or out of order.</summary>
public sealed class BenchmarkException(string message) : Exception(message);
