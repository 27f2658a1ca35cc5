"""Where each page is."""

from django.urls import path
from plan import views

urlpatterns = [
    path("", views.plan),
    path("action", views.action),
    path("action/<str:verb>", views.act),
    path("add", views.add),
    path("questions", views.questions),
    path("entries/<int:number>", views.entry),
    path("login", views.LogIn.as_view()),
    path("logout", views.LogOut.as_view()),
    path("style.css", views.style),
]
handler403 = views.may_not
handler404 = views.not_there
handler500 = views.failed
