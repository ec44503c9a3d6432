namespace Parley.Benchmarks.Results;

/// <summary>The straight line that points are nearest to (least squares).</summary>
public readonly record struct LinearFit(double At0, double Slope)
{
    public static LinearFit Through(IReadOnlyList<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var slope = points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
        return new LinearFit(y - (slope * x), slope);
    }
}
