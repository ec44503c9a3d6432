using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Parley.Silo.Shutdown;
using Xunit;

namespace Parley.Tests.Unit.Shutdown;

public sealed class ShutdownOptionsTests
{
    [Theory]
    [InlineData(true, null, 5, 20)] // a balancer needs time to notice; the services have the rest of the grace
    [InlineData(false, null, 0, 25)]
    [InlineData(true, "00:00:12", 12, 13)]
    [InlineData(false, "00:00:02", 2, 23)]
    public void Who_is_chosen_by_readiness_serves_on_for_a_while_and_all_of_it_is_within_the_grace(bool isRoutedTo, string? delay, int seconds, int rest)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Parley:Shutdown:ReadinessDelay", delay)]);
        builder.AddDrain(isRoutedTo);
        using var app = builder.Services.BuildServiceProvider();

        Assert.Equal(TimeSpan.FromSeconds(seconds), app.GetRequiredService<IOptions<ShutdownOptions>>().Value.ReadinessDelay);
        Assert.Equal(TimeSpan.FromSeconds(rest), app.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [Theory]
    [InlineData("00:00:03", "00:00:10", true)]
    [InlineData("00:00:10", "00:00:10", false)]
    [InlineData("-00:00:01", "00:00:10", false)]
    [InlineData(null, "00:00:05", false)] // no longer than what frontends wait by default
    [InlineData(null, "00:00:06", true)]
    public void A_grace_that_the_delay_uses_up_is_a_fault(string? delay, string grace, bool isFine) => Assert.Equal(isFine, new ShutdownOptions.Validator().Validate(null, new ShutdownOptions
    {
        ReadinessDelay = delay is null ? null : TimeSpan.Parse(delay, System.Globalization.CultureInfo.InvariantCulture), Grace = TimeSpan.Parse(grace, System.Globalization.CultureInfo.InvariantCulture),
    }).Succeeded);
}
