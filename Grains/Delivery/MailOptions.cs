using System.Net;
using Microsoft.Extensions.Options;
using MimeKit;
using Parley.Settings;

namespace Parley.Grains.Delivery;

/// <summary>The mail server by which silos send. Section <c>Parley:Mail</c>.</summary>
public sealed class MailOptions
{
    public const string Section = "Parley:Mail";

    /// <summary>Name of the SMTP server. Not set: the server sends no e-mail, and does not offer what needs it.</summary>
    [SettingExample("mail.example.org")]
    public string? Host { get; set; }

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>StartTls</c>: the connection becomes TLS before anything is said. <c>Tls</c>: it is from the beginning (port 465). <c>None</c>: for a server on the same machine alone.</summary>
    public string Security { get; set; } = "StartTls";

    /// <summary>Whom to sign in as. Not set: nobody.</summary>
    [SettingExample("parley")]
    public string? UserName { get; set; }

    /// <summary>Its password. Better kept in a file: see <c>PasswordFile</c>.</summary>
    [SecretSetting]
    public string? Password { get; set; }

    /// <summary>File whose first line is the password.</summary>
    [SettingExample("/run/secrets/mail")]
    public string? PasswordFile { get; set; }

    /// <summary>Sender, e.g. <c>Parley &lt;parley@example.org&gt;</c>. Needed with <c>Host</c>.</summary>
    [SettingExample("parley@example.org")]
    public string? From { get; set; }

    /// <summary>Longest time for one message.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether this machine is the server: only then may the connection do without TLS.</summary>
    internal bool IsLoopback => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    internal sealed class Validator : IValidateOptions<MailOptions>
    {
        public ValidateOptionsResult Validate(string? name, MailOptions options) => options.Host is null ? ValidateOptionsResult.Success : new SettingFaults(Section)
            .Require(options.Port is >= 1 and <= 65535, nameof(Port), options.Port, "from 1 to 65535")
            .Require(options.Security is "StartTls" or "Tls" || (options.Security == "None" && options.IsLoopback), nameof(Security), options.Security, "StartTls or Tls; None only for a server on the same machine")
            .Require(MailboxAddress.TryParse(options.From ?? "", out _), nameof(From), options.From, "an e-mail address")
            .Require(options.Password is null || options.PasswordFile is null, nameof(PasswordFile), options.PasswordFile, "empty if Password is set")
            .Require(options.PasswordFile is null || File.Exists(options.PasswordFile), nameof(PasswordFile), options.PasswordFile, "a file that can be read")
            .Require(options.UserName is null || options.Password is not null || options.PasswordFile is not null, nameof(UserName), options.UserName, "empty unless there is a password")
            .Require(options.Timeout >= TimeSpan.FromSeconds(1) && options.Timeout <= Outbox.Lease / 2, nameof(Timeout), options.Timeout, "from 00:00:01 to 00:00:30")
            .Result;
    }
}
