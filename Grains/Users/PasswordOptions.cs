using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Users;

/// <summary>How passwords are kept and checked. Section <c>Parley:Passwords</c>.</summary>
public sealed class PasswordOptions
{
    public const string Section = "Parley:Passwords";

    /// <summary>Below this, PBKDF2 with HMAC-SHA-512 is too cheap to guess against (OWASP).</summary>
    public const int LeastIterations = 210_000;

    /// <summary>Rounds of PBKDF2 (HMAC-SHA-512) per password. Passwords kept with fewer are hashed anew at the next sign-in.</summary>
    public int Iterations { get; set; } = 220_000;

    /// <summary>Passwords hashed at the same time on one silo. 0: half of the processors, at least 1.</summary>
    public int MaxConcurrent { get; set; }

    /// <summary>Passwords waiting to be hashed on one silo; beyond it sign-ins and registrations are refused as <c>busy</c>.</summary>
    public int MaxWaiting { get; set; } = 100;

    internal int Concurrency => MaxConcurrent > 0 ? MaxConcurrent : Math.Max(1, Environment.ProcessorCount / 2);

    internal sealed class Validator : IValidateOptions<PasswordOptions>
    {
        public ValidateOptionsResult Validate(string? name, PasswordOptions options) => new SettingFaults(Section)
            .Require(options.Iterations is >= LeastIterations and <= 10_000_000, nameof(Iterations), options.Iterations, $"from {LeastIterations} to 10000000")
            .Require(options.MaxConcurrent is >= 0 and <= 1024, nameof(MaxConcurrent), options.MaxConcurrent, "from 0 (half of the processors) to 1024")
            .Require(options.MaxWaiting is >= 0 and <= 100_000, nameof(MaxWaiting), options.MaxWaiting, "from 0 to 100000")
            .Result;
    }
}
