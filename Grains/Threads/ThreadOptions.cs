using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Threads;

/// <summary>What is kept of threads for users. Section <c>Parley:Threads</c>.</summary>
public sealed class ThreadOptions
{
    public const string Section = "Parley:Threads";

    /// <summary>
    /// Threads of which is kept how far one user has read in them, and whether the user follows them by hand. Beyond it those are forgotten that
    /// nothing was done with for longest: they are unread again from the user's last message in them.
    /// </summary>
    public int MaxMarks { get; set; } = 500;

    internal sealed class Validator : IValidateOptions<ThreadOptions>
    {
        public ValidateOptionsResult Validate(string? name, ThreadOptions options) => new SettingFaults(Section)
            .Require(options.MaxMarks is >= 10 and <= 10_000, nameof(MaxMarks), options.MaxMarks, "from 10 to 10000")
            .Result;
    }
}
