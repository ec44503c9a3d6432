using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Parley.Silo.Logging;

/// <summary>
/// A line for people: time, level, category, kind, message, request. Always one line: whatever comes from outside cannot look like a
/// line of its own.
/// </summary>
/// <param name="timeFormat">Of the local time.</param>
internal sealed class TextLine(string timeFormat) : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString(timeFormat, CultureInfo.InvariantCulture));
        output.Write(' ');
        output.Write(NameOf(logEvent.Level));
        output.Write(": ");
        output.Write(LineProperties.Category(logEvent));
        output.Write('[');
        output.Write(LineProperties.Kind(logEvent).ToString(CultureInfo.InvariantCulture));
        output.Write("] ");
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            WriteClean(token is PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value) ? Written(value, property.Format) : token.ToString() ?? "", output);
        }

        if (LineProperties.Request(logEvent) is { } request)
        {
            output.Write(" (request ");
            WriteClean(request, output);
            output.Write(')');
        }

        if (logEvent.Exception is { } exception)
        {
            output.Write(' ');
            WriteClean(exception.ToString(), output);
        }

        output.WriteLine();
    }

    /// <summary>As it is, without quotes: a line for people is read, not taken apart.</summary>
    private static string Written(LogEventPropertyValue value, string? format) => value switch
    {
        ScalarValue { Value: null } => "(null)",
        ScalarValue { Value: IFormattable formattable } => formattable.ToString(format, CultureInfo.InvariantCulture),
        ScalarValue scalar => scalar.Value.ToString() ?? "",
        _ => value.ToString(format, CultureInfo.InvariantCulture),
    };

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trce",
        LogEventLevel.Debug => "dbug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warn",
        LogEventLevel.Error => "fail",
        _ => "crit",
    };

    /// <summary>Without what moves to another line or moves a terminal's cursor.</summary>
    private static void WriteClean(string text, TextWriter output)
    {
        var wasSpace = false;
        foreach (var c in text)
        {
            var isSpace = char.IsControl(c) || c is '\u2028' or '\u2029';
            if (!isSpace || !wasSpace)
            {
                output.Write(isSpace ? ' ' : c);
            }

            wasSpace = isSpace;
        }
    }
}
