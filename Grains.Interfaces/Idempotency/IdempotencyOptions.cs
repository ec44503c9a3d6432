using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Idempotency;

/// <summary>Requests with an <c>Idempotency-Key</c>. Section <c>Parley:Idempotency</c>.</summary>
public sealed class IdempotencyOptions
{
    public const string Section = "Parley:Idempotency";

    /// <summary>How long a key stands for its request, and the answer is kept.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a request is thought to be under way whose frontend says nothing any more; then one with the same key is done.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Keys of one user; beyond it the oldest stand for nothing any more.</summary>
    public int MaxPerUser { get; set; } = 1_000;

    /// <summary>Longest answer that is kept, in bytes. Of a longer one only is known that it was given.</summary>
    public int MaxAnswerBytes { get; set; } = 64 * 1024;

    public sealed class Validator : IValidateOptions<IdempotencyOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdempotencyOptions options) => new SettingFaults(Section)
            .Require(options.KeepFor >= TimeSpan.FromMinutes(1) && options.KeepFor <= TimeSpan.FromDays(30), nameof(KeepFor), options.KeepFor, "from 00:01:00 to 30.00:00:00")
            .Require(options.Lease >= TimeSpan.FromSeconds(1) && options.Lease <= TimeSpan.FromHours(1), nameof(Lease), options.Lease, "from 00:00:01 to 01:00:00")
            .Require(options.MaxPerUser is >= 1 and <= 100_000, nameof(MaxPerUser), options.MaxPerUser, "from 1 to 100000")
            .Require(options.MaxAnswerBytes is >= 1_024 and <= 1024 * 1024, nameof(MaxAnswerBytes), options.MaxAnswerBytes, "from 1024 to 1048576")
            .Result;
    }
}
