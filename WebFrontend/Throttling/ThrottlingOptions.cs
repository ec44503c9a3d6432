using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Throttling;

/// <summary>
/// How often things may be done, counted over all frontends. Section <c>Parley:Throttling</c>. Rates are written like <c>20/min</c> (never more
/// than 20 in any minute), <c>1000/day</c>, <c>20/s burst 60</c> (60 at once, and 20 a second come back), or <c>off</c>.
/// </summary>
public sealed class ThrottlingOptions
{
    public const string Section = "Parley:Throttling";

    /// <summary>False: nothing is throttled.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>New users per client address.</summary>
    public string Register { get; set; } = "10/min";

    /// <summary>Attempts to sign in per client address.</summary>
    public string SignIn { get; set; } = "20/min";

    /// <summary>Attempts to sign in per network of client addresses (/24 of IPv4, /48 of IPv6).</summary>
    public string SignInNetwork { get; set; } = "200/min";

    /// <summary>Messages sent, edited or deleted per user, on whatever road.</summary>
    public string Send { get; set; } = "20/s burst 60";

    /// <summary>Pages of history, and rooms subscribed to, per user on whatever road.</summary>
    public string Read { get; set; } = "100/s burst 2500";

    /// <summary>Uploads begun per user.</summary>
    public string Upload { get; set; } = "60/min";

    /// <summary>Searches per user.</summary>
    public string Search { get; set; } = "5/s burst 30";

    /// <summary>Read positions moved and signs of typing per user. A sign of typing too many is dropped.</summary>
    public string Signals { get; set; } = "20/s burst 200";

    /// <summary>Exports of all that is kept of a user, per user. Each reads every room that the user was ever in.</summary>
    public string Export { get; set; } = "5/h";

    /// <summary>New rooms per user.</summary>
    public string CreateRoom { get; set; } = "120/min";

    /// <summary>REST calls, hub calls and frames of any kind per user.</summary>
    public string Calls { get; set; } = "100/s burst 300";

    /// <summary>REST calls of who has not signed in, per client address.</summary>
    public string Visitors { get; set; } = "50/s burst 300";

    /// <summary>Posts per incoming webhook that are said at once. What comes faster waits in the queue.</summary>
    public string Hook { get; set; } = "1/s burst 30";

    /// <summary>Posts per incoming webhook that may go into the queue. What comes faster still is refused.</summary>
    public string HookQueue { get; set; } = "1000/h";

    /// <summary>New hub connections and sockets per client address.</summary>
    public string Connect { get; set; } = "20/s burst 300";

    /// <summary>Sockets and event streams of one client address to one frontend, signed in or not. 0: unlimited. Not while throttling is off.</summary>
    public int MaxConnectionsPerAddress { get; set; } = 1000;

    /// <summary>Scope → name of its setting and its rate. The one place that ties them.</summary>
    internal FrozenDictionary<string, (string Name, string Rate)> Rates => new Dictionary<string, (string, string)>
    {
        [ThrottleScopes.Register] = (nameof(Register), Register),
        [ThrottleScopes.SignIn] = (nameof(SignIn), SignIn),
        [ThrottleScopes.SignInNetwork] = (nameof(SignInNetwork), SignInNetwork),
        [ThrottleScopes.Send] = (nameof(Send), Send),
        [ThrottleScopes.Read] = (nameof(Read), Read),
        [ThrottleScopes.Upload] = (nameof(Upload), Upload),
        [ThrottleScopes.Search] = (nameof(Search), Search),
        [ThrottleScopes.Signals] = (nameof(Signals), Signals),
        [ThrottleScopes.Export] = (nameof(Export), Export),
        [ThrottleScopes.CreateRoom] = (nameof(CreateRoom), CreateRoom),
        [ThrottleScopes.Calls] = (nameof(Calls), Calls),
        [ThrottleScopes.Visitors] = (nameof(Visitors), Visitors),
        [ThrottleScopes.Hook] = (nameof(Hook), Hook),
        [ThrottleScopes.HookQueue] = (nameof(HookQueue), HookQueue),
        [ThrottleScopes.Connect] = (nameof(Connect), Connect),
    }.ToFrozenDictionary();

    internal sealed class Validator : IValidateOptions<ThrottlingOptions>
    {
        public ValidateOptionsResult Validate(string? name, ThrottlingOptions options)
        {
            var faults = new SettingFaults(Section);
            foreach (var (setting, rate) in options.Rates.Values)
            {
                faults.Require(Rate.Parse(rate) is not null, setting, rate, Rate.Form);
            }

            return faults
                .Require(options.MaxConnectionsPerAddress >= 0, nameof(MaxConnectionsPerAddress), options.MaxConnectionsPerAddress, "0 (unlimited) or more")
                .Result;
        }
    }
}
