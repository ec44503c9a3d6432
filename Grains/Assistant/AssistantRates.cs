using Microsoft.Extensions.Options;
using Parley.Throttling;

namespace Parley.Grains.Assistant;

/// <summary>How often the assistant may be asked, in the whole cluster.</summary>
internal sealed class AssistantRates(IGrainFactory grains, IOptions<AssistantOptions> options)
{
    /// <summary>Counts a question. False: there were too many.</summary>
    public async Task<bool> AdmitAsync(string user) =>
        await TakeAsync($"assistant/{user}", options.Value.PerUserAndHour, TimeSpan.FromHours(1)) && await TakeAsync("assistant/everybody", options.Value.PerDay, TimeSpan.FromDays(1));

    private async Task<bool> TakeAsync(string key, int permits, TimeSpan period) =>
        (await grains.GetGrain<IThrottleGrain>(key).Take(1, new RateTerms(permits, period, Burst: 0))).Permits > 0;
}
