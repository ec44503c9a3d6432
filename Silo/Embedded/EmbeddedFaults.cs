using Microsoft.Extensions.Options;
using Parley.Grains.Storage;

namespace Parley.Silo.Embedded;

/// <summary>What an operator can mend when the embedded silo does not start, in words.</summary>
public static class EmbeddedFaults
{
    /// <summary>One line per fault; null if the exception is a fault of the program.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        StartupException or DataFolderInUseException => exception.Message,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException many when many.InnerExceptions.All(inner => Explain(inner) is not null) => string.Join(Environment.NewLine, many.InnerExceptions.Select(Explain)),
        // A value of the wrong type: "Failed to convert configuration value 'abc' at 'Parley:Sessions:IdleLifetime' to type 'System.TimeSpan'."
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => exception.Message,
        InvalidDataException { InnerException: FormatException reason } broken => $"{broken.Message} {reason.Message}",
        _ => null,
    };
}
