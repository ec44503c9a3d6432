using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Audit;

/// <summary>How entries come into the audit log. Section <c>Parley:Audit</c>.</summary>
public sealed class AuditQueueOptions
{
    public const string Section = "Parley:Audit";

    /// <summary>Entries of sign-ins and the like that may wait in one process to be written; beyond it they are lost, counted, and the log says how many.</summary>
    public int MaxQueued { get; set; } = 10_000;

    internal sealed class Validator : IValidateOptions<AuditQueueOptions>
    {
        public ValidateOptionsResult Validate(string? name, AuditQueueOptions options) => new SettingFaults(Section)
            .Require(options.MaxQueued is >= 1 and <= 1_000_000, nameof(MaxQueued), options.MaxQueued, "from 1 to 1000000")
            .Result;
    }
}
