using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Webhooks;

/// <summary>Webhooks that this server calls. Which addresses it may call at all: <c>Parley:Outbound</c>. Section <c>Parley:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Parley:Webhooks";

    /// <summary>Webhooks of one room.</summary>
    public int MaxPerRoom { get; set; } = 10;

    /// <summary>Webhooks of the whole server.</summary>
    public int MaxTotal { get; set; } = 1000;

    /// <summary>How long a receiver may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a first failure a delivery is tried again; each further wait is three times as long.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest such wait.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>A webhook whose deliveries have failed for so long is switched off, and its owner told.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the secret before a new one goes on to sign beside it.</summary>
    public TimeSpan RotationOverlap { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Attempts that the delivery log of one webhook keeps.</summary>
    public int LogLength { get; set; } = 100;

    internal sealed class Validator : IValidateOptions<WebhookOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebhookOptions options) => new SettingFaults(Section)
            .Require(options.MaxPerRoom is >= 0 and <= 100, nameof(MaxPerRoom), options.MaxPerRoom, "from 0 (none) to 100")
            .Require(options.MaxTotal is >= 0 and <= 10_000, nameof(MaxTotal), options.MaxTotal, "from 0 (none) to 10000")
            .Require(options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromMinutes(1), nameof(Timeout), options.Timeout, "longer than 0 and at most a minute")
            .Require(options.FirstRetry >= TimeSpan.FromMilliseconds(100) && options.FirstRetry <= options.LongestRetry, nameof(FirstRetry), options.FirstRetry, "from 00:00:00.1 to LongestRetry")
            .Require(options.LongestRetry <= TimeSpan.FromDays(1), nameof(LongestRetry), options.LongestRetry, "at most a day")
            .Require(options.GiveUpAfter > TimeSpan.Zero && options.GiveUpAfter <= TimeSpan.FromDays(30), nameof(GiveUpAfter), options.GiveUpAfter, "longer than 0 and at most 30 days")
            .Require(options.RotationOverlap >= TimeSpan.Zero && options.RotationOverlap <= TimeSpan.FromDays(30), nameof(RotationOverlap), options.RotationOverlap, "at most 30 days")
            .Require(options.LogLength is >= 1 and <= 1000, nameof(LogLength), options.LogLength, "from 1 to 1000")
            .Result;
    }
}
