using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Parley.Silo.Logging;

/// <summary>
/// A line for people: time, level, category, kind, message, request. Always one line: whatever comes from outside cannot look like a
/// line of its own.
/// </summary>
/// <param name="timeFormat">Of the local time.</param>
internal sealed class TextLine(string timeFormat) : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

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
        using (var text = new StringWriter(CultureInfo.InvariantCulture))
        {
            Message.Format(logEvent, text);
            WriteClean(text.ToString(), output);
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
