using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Parley.Grains.Storage;

namespace Parley.Silo.Startup;

/// <summary>What the operator can mend when a program does not start, in words.</summary>
public static class StartupFaults
{
    private const string SetUrls = "set ASPNETCORE_URLS to another address, e.g. ASPNETCORE_URLS=http://localhost:5001";

    /// <summary>One line per fault; null if the exception is a fault of the program.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        AggregateException many when many.InnerExceptions.All(inner => Explain(inner) is not null) => string.Join(Environment.NewLine, many.InnerExceptions.Select(Explain)),
        IOException { InnerException: AddressInUseException } busy =>
            $"Parley cannot listen on {AddressIn(busy)}: another program does. Stop that program, or {SetUrls}.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"Parley may not listen on the address it was given: ports below 1024 need a privilege. Grant it, or {SetUrls}.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => $"Parley cannot listen on the address it was given: this machine does not have it. Mend it, or {SetUrls}.",
        FormatException { TargetSite.DeclaringType.FullName: "Microsoft.AspNetCore.Http.BindingAddress" } malformed => $"An address to listen on cannot be read ({malformed.Message}). Mend it, or {SetUrls}.",
        InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } => $"{exception.Message.ReplaceLineEndings(" ")} Mend the address, or {SetUrls}.",
        StartupException or DataFolderInUseException => exception.Message,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),

        // A value of the wrong type: "Failed to convert configuration value 'abc' at 'Parley:Sessions:IdleLifetime' to type 'System.TimeSpan'."
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => exception.Message,
        InvalidDataException { InnerException: FormatException reason } broken => $"{broken.Message} {reason.Message}",
        _ => null,
    };

    /// <summary>Kestrel says it in words alone: "Failed to bind to address http://127.0.0.1:5000: address already in use."</summary>
    private static string AddressIn(IOException busy)
    {
        var start = busy.Message.IndexOf("http", StringComparison.Ordinal);
        var end = busy.Message.LastIndexOf(':');
        return start >= 0 && end > start ? busy.Message[start..end] : "its address";
    }
}
