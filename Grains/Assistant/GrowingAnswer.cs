using System.Text;

namespace Parley.Grains.Assistant;

/// <summary>
/// An answer while it comes in, and when it is to be shown: no more often than <see cref="AssistantOptions.EditEvery"/>, and the longer it takes the less often, so that no answer is
/// more than some twenty edits of its message. Pure, given the times.
/// </summary>
internal sealed class GrowingAnswer(AssistantOptions options)
{
    private const string More = " …";
    private const int Share = 8;

    private readonly StringBuilder _text = new();
    private TimeSpan _shownAt;
    private int _shown;

    /// <summary>Nothing that could be said has come.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(_text.ToString());

    /// <summary>It is as long as it may be.</summary>
    public bool IsFull => _text.Length >= options.MaxAnswerCharacters;

    /// <summary>As it is shown while there may come more.</summary>
    public string Unfinished => _text.ToString().Trim() + More;

    /// <summary>As it stays.</summary>
    /// <param name="isCut">It had not ended by itself.</param>
    public string Finished(bool isCut)
    {
        var text = _text.ToString().Trim();
        if (text.Length > options.MaxAnswerCharacters)
        {
            (text, isCut) = (text[..(options.MaxAnswerCharacters - (char.IsHighSurrogate(text[options.MaxAnswerCharacters - 1]) ? 1 : 0))], true);
        }

        return isCut ? text + More : text;
    }

    public void Add(string piece) => _text.Append(piece.AsSpan(0, Math.Min(piece.Length, Math.Max(0, options.MaxAnswerCharacters + 1 - _text.Length))));

    /// <summary>Whether it is time to show it.</summary>
    /// <param name="since">Time since the question was given to the model.</param>
    public bool IsDue(TimeSpan since)
    {
        var pause = since / Share > options.EditEvery ? since / Share : options.EditEvery;
        if (IsEmpty || _text.Length == _shown || (_shown > 0 && since - _shownAt < pause))
        {
            return false;
        }

        (_shown, _shownAt) = (_text.Length, since);
        return true;
    }
}
