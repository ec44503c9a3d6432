namespace Parley.Benchmarks.Results;

/// <summary>One thing that was measured, once in each run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Of its values, e.g. <c>µs</c>.</param>
/// <param name="Values">Of each run, in their order.</param>
public sealed record Figure(string Name, string Unit, IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2) is var upper && Values.Count % 2 == 1 ? upper : (upper + Values.Order().ElementAt((Values.Count / 2) - 1)) / 2;

    public double Lowest => Values.Min();

    public double Highest => Values.Max();
}
