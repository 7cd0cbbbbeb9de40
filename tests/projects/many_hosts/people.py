from __future__ import annotations

from tests.projects import people
from tests.projects.many_hosts.school.models import Course, Student


def make_people() -> people.People:
    host, attendee, stranger = people.make_users()
    colleague, speaker, other = people.make_users("Carla Colleague", "Gus Guest", "Olga Other")
    course, another_course = Course.objects.create(), Course.objects.create()
    course.teachers.set([colleague, host])
    sam, sid = Student.objects.create(user=attendee), Student.objects.create(user=stranger)
    sam.enrolments.create(course=course, status="cancelled")
    sam.enrolments.create(course=course, status="confirmed")
    # Confirmed for another course, and not the one who is confirmed for this one.
    sid.enrolments.create(course=course, status="cancelled")
    sid.enrolments.create(course=another_course, status="confirmed")
    lesson = course.lessons.create(slug="lesson-1")
    # A host who is a guest, too, is a host.
    lesson.guests.set([other, host, speaker])
    return people.People(lesson, host, attendee, stranger, speaker=speaker)
