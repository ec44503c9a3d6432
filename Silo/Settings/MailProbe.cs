using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using Parley.Grains.Delivery;

namespace Parley.Silo.Settings;

/// <summary>Signs in to the mail server as a message would, and sends none.</summary>
internal static class MailProbe
{
    private const string Part = "mail";

    public static async Task<Finding[]> LookAsync(MailOptions options, TimeProvider clock)
    {
        if (options.Host is null)
        {
            return [Finding.Off(Part, "Parley:Mail:Host is not set: the server sends no e-mail.")];
        }

        using var patience = new CancellationTokenSource(options.Timeout, clock);
        try
        {
            await new MailSender(Options.Create(options)).TryAsync(patience.Token);
            return [Finding.Ok(Part, $"{options.Host}:{options.Port} takes mail{(options.UserName is null ? "" : $" of {options.UserName}")}{(options.Security == "None" ? "" : ", by TLS")}.")];
        }
        catch (Exception e) when (Fault(e, options, clock.GetUtcNow()) is { } fault)
        {
            // Not the library's words: they are many lines, and say nothing of our settings.
            return [Finding.Wrong(Part, $"{options.Host}:{options.Port} {fault}")];
        }
    }

    /// <summary>What is wrong with the server and what to do, behind its name; null: something else.</summary>
    private static string? Fault(Exception exception, MailOptions options, DateTimeOffset now) => exception switch
    {
        AuthenticationException => $"refuses name or password of {options.UserName}. Mend Parley__Mail__UserName, or Parley__Mail__Password (or what is in its file).",
        SslHandshakeException { ServerCertificate: X509Certificate2 certificate } => $"shows a certificate that {Fault(certificate, options.Host!, now)}",
        SslHandshakeException => $"does not speak TLS as Parley__Mail__Security={options.Security} has it. Set StartTls (mostly port 587) or Tls (mostly port 465), and Parley__Mail__Port.",
        NotSupportedException when exception.Message.Contains("STARTTLS", StringComparison.Ordinal) =>
            "offers no STARTTLS, and nothing is sent without. Switch it on there, or set Parley__Mail__Security=Tls and the port where TLS is from the beginning (mostly 465).",
        NotSupportedException => $"lets nobody sign in on this connection. Remove Parley__Mail__UserName if it needs none{(options.Security == "None" ? ", or set Parley__Mail__Security=StartTls: many ask for TLS first" : "")}.",
        SmtpCommandException refused => $"refuses this machine ({(int)refused.StatusCode}). See its log for why.",
        ProtocolException => "does not speak SMTP. Mend Parley__Mail__Host or Parley__Mail__Port.",
        SocketException or IOException => "does not answer. Look at it, or mend Parley__Mail__Host or Parley__Mail__Port.",
        OperationCanceledException or TimeoutException => $"did not answer within {options.Timeout.TotalSeconds:0} seconds (Parley:Mail:Timeout). Look at it, and at what is between it and here.",
        _ => null,
    };

    private static string Fault(X509Certificate2 certificate, string host, DateTimeOffset now)
    {
        if (certificate.NotAfter.ToUniversalTime() < now)
        {
            return $"has ended ({certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}). Have it renewed.";
        }

        return certificate.MatchesHostname(host)
            ? "nobody signed whom this machine trusts. Add its authority to those of this machine (update-ca-certificates), or have it signed by one that is there."
            : $"is not for {host}. Set Parley__Mail__Host to a name that is in it, or have it made for this one.";
    }
}
