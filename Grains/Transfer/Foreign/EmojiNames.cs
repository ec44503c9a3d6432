using System.Collections.Frozen;

namespace Parley.Grains.Transfer.Foreign;

/// <summary>The names that Slack and Mattermost have for the reactions that are used most. A reaction whose name is not here does not come along, as their own pictures do not.</summary>
internal static class EmojiNames
{
    /// <summary>Of an emoji, in UTF-16 code units.</summary>
    private const int MaxLength = 32;

    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["+1"] = "👍", ["thumbsup"] = "👍", ["-1"] = "👎", ["thumbsdown"] = "👎", ["heart"] = "❤️", ["green_heart"] = "💚", ["blue_heart"] = "💙", ["purple_heart"] = "💜",
        ["yellow_heart"] = "💛", ["broken_heart"] = "💔", ["sparkling_heart"] = "💖", ["joy"] = "😂", ["rolling_on_the_floor_laughing"] = "🤣", ["rofl"] = "🤣", ["smile"] = "😄",
        ["smiley"] = "😃", ["grinning"] = "😀", ["grin"] = "😁", ["laughing"] = "😆", ["satisfied"] = "😆", ["sweat_smile"] = "😅", ["slightly_smiling_face"] = "🙂", ["wink"] = "😉",
        ["blush"] = "😊", ["heart_eyes"] = "😍", ["kissing_heart"] = "😘", ["sunglasses"] = "😎", ["thinking_face"] = "🤔", ["thinking"] = "🤔", ["neutral_face"] = "😐", ["unamused"] = "😒",
        ["disappointed"] = "😞", ["cry"] = "😢", ["sob"] = "😭", ["scream"] = "😱", ["open_mouth"] = "😮", ["astonished"] = "😲", ["exploding_head"] = "🤯", ["angry"] = "😠", ["rage"] = "😡",
        ["sleeping"] = "😴", ["hugging_face"] = "🤗", ["hugs"] = "🤗", ["upside_down_face"] = "🙃", ["face_with_rolling_eyes"] = "🙄", ["roll_eyes"] = "🙄", ["partying_face"] = "🥳", ["see_no_evil"] = "🙈",
        ["tada"] = "🎉", ["confetti_ball"] = "🎊", ["balloon"] = "🎈", ["gift"] = "🎁", ["birthday"] = "🎂", ["trophy"] = "🏆", ["medal"] = "🏅", ["100"] = "💯", ["fire"] = "🔥", ["rocket"] = "🚀",
        ["sparkles"] = "✨", ["star"] = "⭐", ["star2"] = "🌟", ["zap"] = "⚡", ["boom"] = "💥", ["eyes"] = "👀", ["wave"] = "👋", ["clap"] = "👏", ["raised_hands"] = "🙌", ["pray"] = "🙏",
        ["muscle"] = "💪", ["ok_hand"] = "👌", ["v"] = "✌️", ["crossed_fingers"] = "🤞", ["point_up"] = "☝️", ["point_right"] = "👉", ["point_left"] = "👈", ["fist"] = "✊", ["handshake"] = "🤝",
        ["white_check_mark"] = "✅", ["heavy_check_mark"] = "✔️", ["ballot_box_with_check"] = "☑️", ["x"] = "❌", ["no_entry"] = "⛔", ["no_entry_sign"] = "🚫", ["warning"] = "⚠️", ["question"] = "❓",
        ["exclamation"] = "❗", ["heavy_exclamation_mark"] = "❗", ["bangbang"] = "‼️", ["heavy_plus_sign"] = "➕", ["heavy_minus_sign"] = "➖", ["bulb"] = "💡", ["memo"] = "📝", ["pencil"] = "📝",
        ["pushpin"] = "📌", ["lock"] = "🔒", ["key"] = "🔑", ["bug"] = "🐛", ["wrench"] = "🔧", ["hammer"] = "🔨", ["gear"] = "⚙️", ["hourglass"] = "⌛", ["alarm_clock"] = "⏰", ["calendar"] = "📆",
        ["chart_with_upwards_trend"] = "📈", ["ship"] = "🚢", ["coffee"] = "☕", ["beer"] = "🍺", ["beers"] = "🍻", ["pizza"] = "🍕", ["cake"] = "🍰", ["dog"] = "🐶", ["cat"] = "🐱", ["robot_face"] = "🤖",
        ["robot"] = "🤖", ["ghost"] = "👻", ["skull"] = "💀", ["poop"] = "💩", ["hankey"] = "💩", ["sunny"] = "☀️", ["snowflake"] = "❄️", ["rainbow"] = "🌈", ["earth_africa"] = "🌍", ["moneybag"] = "💰",
        ["arrow_up"] = "⬆️", ["arrow_down"] = "⬇️", ["red_circle"] = "🔴", ["large_green_circle"] = "🟢", ["o"] = "⭕", ["speech_balloon"] = "💬", ["bell"] = "🔔", ["mega"] = "📣", ["loudspeaker"] = "📢",
    }.ToFrozenDictionary();

    /// <param name="name">Without colons; a skin tone behind it (<c>::skin-tone-3</c>) is left out.</param>
    /// <returns>As reactions are kept here; null: not known.</returns>
    public static string? Find(string name) => Known.TryGetValue(name.Split("::", 2)[0], out var emoji) ? Parley.Text.Emoji.Normalise(emoji, MaxLength) : null;
}
