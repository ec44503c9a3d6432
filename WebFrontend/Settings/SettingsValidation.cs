using Microsoft.Extensions.Options;
using Parley.Silo.Settings;

namespace Parley.WebFrontend.Settings;

internal static class SettingsValidation
{
    /// <summary>
    /// Checks the settings of all features before anything starts, so that all faults are told at once; left to the host,
    /// some would stop it alone, with a stack trace.
    /// </summary>
    public static WebApplication ValidateSettings(this WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.WarnOfUnknownSettings();
        return app;
    }
}
