using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Streaming.Application.Issuing;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using Streaming.Topology;

namespace Streaming.Gateway.Issuing;

/// <summary>
/// Where people give themselves another password, by the one that they have: all that they have signed in for ends with that (OWASP ASVS
/// 5.0, 6.2.2 and 6.2.3).
/// </summary>
sealed class PasswordPage(TokenHolders holders, SignIns people, GuessLimits guesses)
{
    /// <summary>Where it is.</summary>
    public const string Place = $"{IssuerServices.Endpoints}/password";

    const string Name = "username";
    const string Present = "password";
    const string Next = "new_password";
    const string Again = "new_password_again";
    const string Operation = "issuer.password";
    const string FormType = "application/x-www-form-urlencoded";

    static readonly FormOptions Narrow = new()
    {
        ValueCountLimit = 8,
        KeyLengthLimit = 64,
        ValueLengthLimit = 4096,
    };

    static readonly PageText Form = new("Another password", "Whatever you have signed in for ends with the one that you have now.")
    {
        Form =
            $"<form method=\"post\" action=\"{Place}\">"
            + $"<label>Name<input name=\"{Name}\" autocomplete=\"username\" required autofocus></label>"
            + $"<label>Password<input name=\"{Present}\" type=\"password\" autocomplete=\"current-password\" required></label>"
            + $"<label>New password<input name=\"{Next}\" type=\"password\" autocomplete=\"new-password\" required></label>"
            + $"<label>The same again<input name=\"{Again}\" type=\"password\" autocomplete=\"new-password\" required></label>"
            + "<button class=\"main\">Change it</button></form>",
    };

    /// <summary>Whether a path is this one.</summary>
    public static bool Is(PathString path) => path == Place;

    /// <summary>Shows the form, or does what was said in it.</summary>
    public async Task AnswerAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            await Form.SendAsync(http);
            return;
        }

        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = "GET, POST";
            return;
        }

        var form = await ReadAsync(http);
        var (name, present, next) = (form[Name].ToString(), form[Present].ToString(), form[Next].ToString());
        if (next != form[Again].ToString())
            await FailAsync(http, "The two new passwords differ.", StatusCodes.Status400BadRequest);
        else
            await ChangeAsync(http, name, present, next);
    }

    async Task ChangeAsync(HttpContext http, string name, string present, string next)
    {
        if (!guesses.TryPassword(name, out var again))
        {
            Note(http, null, "too_many");
            http.Response.Headers.RetryAfter = Math.Ceiling(again.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await FailAsync(http, "Too many passwords were tried for this name. Wait a minute.", StatusCodes.Status429TooManyRequests);
            return;
        }

        if (await people.WhoAsync(name, present, http.RequestAborted) is not { } user)
        {
            guesses.Note(http);
            Note(http, null, "wrong_password");
            await FailAsync(http, "Name or password is wrong.", StatusCodes.Status403Forbidden);
            return;
        }

        try
        {
            await people.ChangeAsync(user, next, http.RequestAborted);
        }
        catch (StreamingException e) when (e.Kind == FailureKind.Invalid)
        {
            Note(http, TokenHolders.NameOf(user), "weak_password");
            await FailAsync(http, e.Message, StatusCodes.Status400BadRequest);
            return;
        }

        Note(http, TokenHolders.NameOf(user), "done");
        await new PageText(
            "Your password is changed",
            "Whatever you had signed in for has ended. Sign in again with the new one."
        ).SendAsync(http);
    }

    static async Task<IFormCollection> ReadAsync(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || type.MediaType != FormType)
            throw new BadHttpRequestException($"The body must be {FormType}.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await new FormFeature(http.Request, Narrow).ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException("The form has more in it than it should.", StatusCodes.Status400BadRequest, e);
        }
    }

    static Task FailAsync(HttpContext http, string fault, int status) => (Form with { Fault = fault }).SendAsync(http, status);

    void Note(HttpContext http, string? who, string outcome) => holders.Note(who, CallerOf.Address(http), Operation, outcome);
}
