using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Throttling;

/// <summary>How often things may be done, on each frontend. Section <c>Parley:Throttling</c>. Rates are written like <c>20/min</c>, <c>20/s burst 60</c> or <c>off</c>.</summary>
public sealed class ThrottlingOptions
{
    public const string Section = "Parley:Throttling";

    /// <summary>False: nothing is throttled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>New users per client address.</summary>
    public string Register { get; set; } = "10/min";

    /// <summary>Attempts to sign in per client address.</summary>
    public string SignIn { get; set; } = "20/min";

    /// <summary>Messages sent, edited or deleted per user, on whatever road.</summary>
    public string Send { get; set; } = "20/s burst 60";

    /// <summary>REST calls per user; without one, per client address.</summary>
    public string Calls { get; set; } = "100/s burst 300";

    internal sealed class Validator : IValidateOptions<ThrottlingOptions>
    {
        public ValidateOptionsResult Validate(string? name, ThrottlingOptions options) => new SettingFaults(Section)
            .Require(Rate.Parse(options.Register) is not null, nameof(Register), options.Register, Rate.Form)
            .Require(Rate.Parse(options.SignIn) is not null, nameof(SignIn), options.SignIn, Rate.Form)
            .Require(Rate.Parse(options.Send) is not null, nameof(Send), options.Send, Rate.Form)
            .Require(Rate.Parse(options.Calls) is not null, nameof(Calls), options.Calls, Rate.Form)
            .Result;
    }
}
