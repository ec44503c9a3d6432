using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;
using Parley.Text;
using Parley.WebFrontend.Files;

namespace Parley.WebFrontend.Rooms;

/// <summary>
/// Makes commands and queries of what clients send, or says what is wrong with it: REST, hub and socket ask here, so that
/// they refuse alike.
/// </summary>
public sealed class RoomRequests(IOptions<MessageOptions> options, IOptions<AttachmentOptions> attachments)
{
    public const int MaxClientIdLength = 64;
    public const int MaxNameLength = 64;
    public const int MaxTitleLength = 120;
    public const int MaxTopicLength = 500;

    /// <summary>Seconds.</summary>
    public const int MaxSlowMode = 6 * 60 * 60;
    public const int DefaultPage = 100;
    public const int MaxPage = 1000;

    /// <summary>Numbers beyond it are not exact in JavaScript, so that no room ever reaches it.</summary>
    public const long MaxSeq = (1L << 53) - 1;

    private static readonly SearchValues<char> ClientIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <param name="hasFiles">Then it needs no text.</param>
    public Outcome<SendMessage> Send(string sender, string? clientId, string? text, long? replyTo, bool hasFiles = false, long? thread = null, PollJson? poll = null)
    {
        text = hasFiles ? text ?? "" : text;
        if ((ClientIdFault(clientId) ?? (hasFiles && text is "" ? null : TextFault(text)) ?? (replyTo is { } target ? SeqFault("replyTo", target) : null)
            ?? (thread is { } root ? SeqFault("thread", root) : null) ?? PollFault(poll)) is { } fault)
        {
            return fault;
        }

        return new SendMessage
        {
            Sender = sender, ClientId = clientId, Text = text!, ReplyTo = replyTo, Thread = thread,
            Poll = poll is null ? null : new Poll([.. poll.Options!.Select(option => LineText.Normalise(option!))], poll.Multiple == true, poll.Anonymous == true),
        };
    }

    /// <summary>A message that passes another one on; it needs no text of its own.</summary>
    public Outcome<SendMessage> Forward(string sender, string? clientId, string? text) =>
        (ClientIdFault(clientId) ?? (string.IsNullOrEmpty(text) ? null : TextFault(text))) is { } fault
            ? fault
            : new SendMessage { Sender = sender, ClientId = clientId, Text = text ?? "" };

    public Outcome<Vote> Vote(string sender, long? seq, IReadOnlyCollection<int>? choices) =>
        (SeqFault("seq", seq) ?? (choices is null || choices.Count > options.Value.MaxPollOptions ? ErrorCatalog.InvalidField("choices", "Give the places of the answers that you choose, from 0.") : null)) is { } fault
            ? fault
            : new Vote { Sender = sender, Target = seq!.Value, Choices = [.. choices!.Order()] };

    public static Outcome<ClosePoll> ClosePoll(string sender, long? seq) =>
        SeqFault("seq", seq) is { } fault ? fault : new ClosePoll { Sender = sender, Target = seq!.Value };

    private Error? PollFault(PollJson? poll)
    {
        if (poll is null)
        {
            return null;
        }

        var (most, longest) = (options.Value.MaxPollOptions, options.Value.MaxPollOptionLength);
        if (poll.Options is not { } answers || answers.Length < 2 || answers.Length > most)
        {
            return ErrorCatalog.InvalidField("poll", $"A poll has from 2 to {most} options.");
        }

        var texts = answers.Select(answer => answer is null ? "" : LineText.Normalise(answer)).ToList();
        return texts.Any(text => text.Length is 0 || text.Length > longest) ? ErrorCatalog.InvalidField("poll", $"An option has from 1 to {longest} characters in one line.")
            : texts.Select(LineText.Fault).FirstOrDefault(fault => fault is not null) is { } fault ? ErrorCatalog.InvalidField("poll", $"An option has {fault}")
            : texts.Distinct(StringComparer.Ordinal).Count() < texts.Count ? ErrorCatalog.InvalidField("poll", "Each option stands there once.")
            : null;
    }

    /// <summary>What is wrong with the files that a message names.</summary>
    public Error? FilesFault(IReadOnlyList<string?> files) =>
        files.Count > attachments.Value.MaxPerMessage ? ErrorCatalog.InvalidField("files", $"A message has at most {attachments.Value.MaxPerMessage} files.")
        : files.Any(id => id is null || !FileIds.IsFile(id)) || files.Distinct().Count() < files.Count ? ErrorCatalog.InvalidField("files", "Give the ids of uploads, each once.")
        : null;

    public Outcome<EditMessage> Edit(string sender, long? seq, string? clientId, string? text)
    {
        if ((SeqFault("seq", seq) ?? ClientIdFault(clientId) ?? TextFault(text)) is { } fault)
        {
            return fault;
        }

        return new EditMessage { Sender = sender, ClientId = clientId, Target = seq!.Value, Text = text! };
    }

    /// <param name="clientId">May be null: deleting twice is harmless.</param>
    public static Outcome<DeleteMessage> Delete(string sender, long? seq, string? clientId)
    {
        if ((SeqFault("seq", seq) ?? (clientId is null ? null : ClientIdFault(clientId))) is { } fault)
        {
            return fault;
        }

        return new DeleteMessage { Sender = sender, ClientId = clientId, Target = seq!.Value };
    }

    /// <param name="clientId">May be null: reacting twice is harmless.</param>
    public Outcome<React> React(string sender, long? seq, string? clientId, string? emoji, bool? on)
    {
        if ((SeqFault("seq", seq) ?? (clientId is null ? null : ClientIdFault(clientId))) is { } fault)
        {
            return fault;
        }

        if (on is null)
        {
            return ErrorCatalog.InvalidField("on", "Must be true, or false to take the reaction back.");
        }

        return Emoji.Normalise(emoji, options.Value.MaxEmojiLength) is { } one
            ? new React { Sender = sender, ClientId = clientId, Target = seq!.Value, Emoji = one, On = on.Value }
            : ErrorCatalog.InvalidField("emoji", "Must be one emoji.");
    }

    public static Outcome<PinMessage> Pin(string sender, long? seq, bool on) =>
        SeqFault("seq", seq) is { } fault ? fault : new PinMessage { Sender = sender, Target = seq!.Value, On = on };

    /// <param name="url">Null: all previews of the message.</param>
    public static Outcome<RemovePreview> RemovePreview(string sender, long? seq, string? url) =>
        SeqFault("seq", seq) is { } fault ? fault : new RemovePreview { Sender = sender, Target = seq!.Value, Url = url };

    public static Outcome<CreateRoom> Create(string sender, string? name, string? title, string? visibility)
    {
        name = Composed(name);
        if (NameFault(name) is { } nameFault)
        {
            return nameFault;
        }

        title = string.IsNullOrWhiteSpace(title) ? name : LineText.Normalise(title);
        if (LineFault("title", title, MaxTitleLength) is { } fault)
        {
            return fault;
        }

        return WireNames.Visibility(visibility) is { } known
            ? new CreateRoom { Sender = sender, Name = name, Title = title, Visibility = known }
            : ErrorCatalog.InvalidField("visibility", "Must be public or private.");
    }

    /// <summary>What is null stays; there must be something that does not.</summary>
    public static Outcome<ChangeSettings> Settings(string sender, string? name, string? title, string? topic, string? visibility, int? slowMode, string? history = null, string? leavers = null, int? retention = null)
    {
        if (name is null && title is null && topic is null && visibility is null && slowMode is null && history is null && leavers is null && retention is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.Invalid, "Send what is to change: name, title, topic, visibility, slowMode, history, leavers or retention.");
        }

        name = name is null ? null : Composed(name);
        if (name is not null && NameFault(name) is { } nameFault)
        {
            return nameFault;
        }

        (title, topic) = (title?.Trim(), topic?.Trim());
        if (title is "")
        {
            return ErrorCatalog.InvalidField("title", "A room has a title.");
        }

        if ((LineFault("title", title, MaxTitleLength) ?? LineFault("topic", topic, MaxTopicLength)) is { } fault)
        {
            return fault;
        }

        if (slowMode is < 0 or > MaxSlowMode)
        {
            return ErrorCatalog.InvalidField("slowMode", $"Must be from 0 (none) to {MaxSlowMode} seconds.");
        }

        var past = WireNames.History(history);
        if (history is not null && past is null)
        {
            return ErrorCatalog.InvalidField("history", "Must be open or protected.");
        }

        var left = WireNames.Leavers(leavers);
        if (leavers is not null && left is null)
        {
            return ErrorCatalog.InvalidField("leavers", "Must be none or read.");
        }

        var known = WireNames.Visibility(visibility);
        return visibility is not null && known is null
            ? ErrorCatalog.InvalidField("visibility", "Must be public or private.")
            : new ChangeSettings { Sender = sender, Name = name, Title = title, Topic = topic, Visibility = known, SlowMode = slowMode, History = past, Leavers = left, Retention = retention };
    }

    /// <param name="name">Null: a member.</param>
    public static Outcome<RoomRole> Role(string? name) =>
        name is null ? RoomRole.Member
        : WireNames.Role(name) is { } role ? role
        : ErrorCatalog.InvalidField("role", $"Must be {WireNames.RoomRoles}.");

    public static Outcome<ReadEvents> Read(Actor reader, long? after, long? before, int? limit)
    {
        if (after is not null && before is not null)
        {
            return ErrorCatalog.InvalidField("before", "Give either after or before, not both.");
        }

        return (NumberFault("after", after) ?? NumberFault("before", before) ?? LimitFault(limit)) is { } fault
            ? fault
            : new ReadEvents(reader.Id, Math.Min(limit ?? DefaultPage, MaxPage)) { ReaderRole = reader.Role, After = after, Before = before };
    }

    public static Outcome<ReadMessages> Messages(Actor reader, long? around, long? before, long? after, int? limit)
    {
        if ((around, before, after) is not ((null, null, _) or (null, _, null) or (_, null, null)))
        {
            return ErrorCatalog.InvalidField("before", "Give one of around, before and after, not more.");
        }

        if ((NumberFault("around", around) ?? NumberFault("before", before) ?? NumberFault("after", after) ?? LimitFault(limit)) is { } fault)
        {
            return fault;
        }

        return new ReadMessages(reader.Id, Math.Min(limit ?? DefaultPage, MaxPage)) { ReaderRole = reader.Role, Around = around, Before = before, After = after };
    }

    public static Outcome<SubscribeReader> Subscribe(Actor reader, long? after, string? epoch) =>
        after is < 0 or > MaxSeq
            ? ErrorCatalog.InvalidField("after", "Must be a number from 0, or null: from now.")
            : new SubscribeReader(reader.Id) { ReaderRole = reader.Role, After = after, Epoch = epoch };

    public Error? DraftFault(string? text, long? replyTo) => TextFault(text) ?? (replyTo is { } target ? SeqFault("replyTo", target) : null);

    public static Error? LimitFault(int? limit) =>
        limit is < 1 ? ErrorCatalog.InvalidField("limit", $"Must be from 1 to {MaxPage}.") : null;

    public static Error? SeqFault(string field, long? seq) =>
        seq is null or < 1 or > MaxSeq ? ErrorCatalog.InvalidField(field, "Must be the number of an event: 1 or more.") : null;

    private static string Composed(string? name) => name is not null && LineText.IsWellFormed(name) ? name.Normalize(NormalizationForm.FormC) : "";

    private static Error? NameFault(string name) =>
        name.Length is 0 or > MaxNameLength || !name.EnumerateRunes().All(IsNameRune)
            ? ErrorCatalog.InvalidField("name", $"A name has 1–{MaxNameLength} letters, digits, hyphens or underscores.")
        : LookAlikes.MixesScripts(name) ? ErrorCatalog.InvalidField("name", "This name mixes letters of different scripts that look alike. Use those of one.")
        : null;

    private static Error? NumberFault(string field, long? seq) =>
        seq is < 0 or > MaxSeq ? ErrorCatalog.InvalidField(field, "Must be a number from 0.") : null;

    public static Error? ClientIdFault(string? clientId) =>
        clientId is not { Length: >= 1 and <= MaxClientIdLength } || clientId.AsSpan().ContainsAnyExcept(ClientIdCharacters)
            ? ErrorCatalog.InvalidField("clientId", $"Must have 1–{MaxClientIdLength} characters of A–Z, a–z, 0–9, - and _.")
            : null;

    private Error? TextFault(string? text)
    {
        var longest = options.Value.MaxTextLength;
        if (string.IsNullOrEmpty(text))
        {
            return ErrorCatalog.InvalidField("text", "A message has a text.");
        }

        if (longest > 0 && text.Length > longest)
        {
            return ErrorCatalog.InvalidField("text", $"A message has at most {longest} characters; this one has {text.Length}.");
        }

        return IsWellFormed(text) ? null : ErrorCatalog.InvalidField("text", "The text has half a surrogate pair in it.");
    }

    private static Error? LineFault(string field, string? text, int longest) =>
        string.IsNullOrEmpty(text) ? null
        : text.Length > longest ? ErrorCatalog.InvalidField(field, $"A {field} has at most {longest} characters in one line.")
        : LineText.Fault(text) is { } fault ? ErrorCatalog.InvalidField(field, $"This {field} has {fault}")
        : null;

    /// <summary>Half a surrogate pair has no UTF-8 and would come back as something else than was sent.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && ++i < text.Length && char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNameRune(Rune rune) =>
        rune.Value is '-' or '_' || Rune.IsLetterOrDigit(rune) ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark; // parts of letters in many scripts
}
