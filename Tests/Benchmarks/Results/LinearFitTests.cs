using Parley.Benchmarks.Results;
using Xunit;

namespace Parley.Tests.Benchmarks.Results;

public class LinearFitTests
{
    [Fact]
    public void A_line_goes_through_points_that_are_on_one()
    {
        var line = LinearFit.Through([(10, 25), (100, 205), (1000, 2005)]);

        Assert.Equal((5, 2), (Math.Round(line.At0, 9), Math.Round(line.Slope, 9)));
    }
}
