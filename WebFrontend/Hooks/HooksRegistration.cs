using Parley.WebFrontend.SlashCommands;

namespace Parley.WebFrontend.Hooks;

internal static class HooksRegistration
{
    public static WebApplicationBuilder AddHooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HookPosts>();
        builder.Services.AddSingleton<SlashRuns>();
        return builder;
    }
}
